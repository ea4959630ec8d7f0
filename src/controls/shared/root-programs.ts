import { PING } from '../../evidence/ping.ts'

/** Programs that gain privileges when a user other than root starts them, by the setuid bit or by file capabilities. */
export const SETUID_PROGRAMS: readonly string[] = [
  'sudo',
  'su',
  'newuidmap',
  'newgidmap',
  'fusermount3?',
  'chrome[-_]sandbox',
  PING,
]

/** Programs that change the user or need the capabilities that a runtime gives to root by default. */
export const ROOT_PROGRAMS: readonly string[] = [
  ...SETUID_PROGRAMS,
  'chown',
  'chgrp',
  'chmod',
  'chroot',
  'mknod',
  'setcap',
  'gosu',
  'su-exec',
  'runuser',
  'setpriv',
  'start-stop-daemon',
  'useradd',
  'adduser',
  'usermod',
  'apt',
  'apt-get',
  'apk',
  'yum',
  'dnf',
  'microdnf',
  'sshd',
  'postfix(?= +start)',
  'crond',
  'tcpdump',
  'traceroute',
]

/** Programs for which even root needs more than the default capabilities: nobody starts them as another user. */
export const NODE_PROGRAMS: readonly string[] = [
  'sysctl',
  'mount',
  'umount',
  'nsenter',
  'modprobe',
  'insmod',
  'ip6?tables',
  'ipset',
  'nft',
]
