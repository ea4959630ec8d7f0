import test from 'ava'
import type { Container } from '../../model.ts'
import { contextWith, podFrom } from '../../testing.ts'
import { isUnderstood } from './understood.ts'

const podOf = (fields: string) =>
  podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: a, ${fields}}]}}`)

const understood = (fields: string): boolean => {
  const pod = podOf(fields)
  return isUnderstood(pod, pod.containers[0] as Container, contextWith())
}

test('a command of programs that only read, or that name the files which they write, is understood', (t) => {
  for (const command of [
    '[sleep, infinity]',
    '[sh, -c, "while true; do date; sleep 5; done"]',
    '[sh, -c, "trap : TERM INT; sleep 5 & wait"]',
    '[sh, -c, "trap exit TERM; sleep 5"]',
    '[sh, -c, "echo $HOSTNAME > /data/name"]',
    '[wget, -O, /data/page, "http://web"]',
    '[sh, -c, "date > /data/report && gzip /data/report"]',
    '[sh, -c, "n=0; while true; do n=$((n + 1)); echo $n > /data/n; sleep 1; done"]',
    `[sh, -c, "date | awk '{ sum += $2; last = $NF } END { print sum, last }'"]`,
    `[sh, -c, "awk -F : -vmost=3 'NR == 1 || $1 == most { print }' /etc/passwd"]`,
    '[httpd, -f, -p, "8080", -h, /www]',
    '[sh, -c, "until nc -zv -w 2 db 5432; do sleep 1; done"]',
    '[curl, -fsSLk, -XPOST, "http://web"]',
  ])
    t.true(understood(`command: ${command}`), command)
})

test('a command is not understood that runs another program, a script of the image, or what a variable holds', (t) => {
  for (const command of [
    '[node, server.js]',
    '[timeout, "5", server]',
    '[env, A=b, server]',
    '[sh, /scripts/run.sh]',
    '[sh, -c, "eval $RUN"]',
    '[sh, -c, "$RUN"]',
    '[sh, -c, "echo $(migrate)"]',
    '[sh, -c, "version=$(setup); sleep 5"]',
    '[sh, -c, "trap cleanup EXIT; sleep 5"]',
    '[sh, -c, "date > $FILE"]',
    '[sh, -c, "cp /a $TARGET"]',
    '[sh, -c, "rm -rf /var/cache/a"]',
    '[gzip, "$(FILE)"]',
    '[sh, -c, "cd /var/lib/app && gzip *"]',
    '[sh, -c, "mv /app/*.conf /data"]',
    `[awk, '{ system("chown app " $1) }']`,
    `[awk, '{ print | "sort" }']`,
    `[awk, '{ print > "/etc/list" }']`,
    `[sh, -c, 'awk "$PROGRAM" /data/list']`,
    '[awk, -f, /data/program]',
    '[nc, -lk, -p, "8080", -e, /app/answer]',
    '[nc, -lU, /var/run/app.sock]',
    '[curl, -sK, /etc/app/options, "http://web"]',
    '[wget, -q, --use-askpass=/app/ask, "http://web"]',
    '[sh, -c, "nc -lk -p $PORT"]',
    '[httpd, -f, -u, www-data]',
    '[httpd, -f, /etc/apache2/httpd.conf]',
  ])
    t.false(understood(`command: ${command}`), command)
  t.false(understood('args: [sleep, "5"]'), 'the entrypoint of the image decides')
  t.false(understood('command: [sleep, "5"], lifecycle: {postStart: {exec: {command: [setup]}}}'), 'a hook')
})
