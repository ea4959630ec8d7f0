// `ping` is a word of redis-cli, mysqladmin and others too, so it counts only where a command starts, with a host after it.
const PING = '(?<=(?:^|[;&|(`!\\n]|\\b(?:then|do|else|if|while|until|exec))\\s*(?:/[\\w./-]*/)?)f?ping6?(?=\\s+\\S)'

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
