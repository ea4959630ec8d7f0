import test from 'ava'
import { assessWith, facts, mountsIn, own, podOf } from '../../controls/read-only-root-filesystem/testing.ts'

const WRITES = 'the container runs a program that writes to directories of its image'

const held = (fields: string, spec = '', images = facts({})) => assessWith(podOf(fields, spec), images).objection

const script = (text: string) => `command: [sh, -c, ${JSON.stringify(text)}]`

test('builders, privileged containers, servers and cron of an unknown image write to its directories', (t) => {
  for (const [fields, text] of [
    ['args: [buildah, bud, .]', '"buildah" in args of container "app"'],
    ['securityContext: {privileged: true}', 'securityContext.privileged: true'],
    ['command: [nginx, -g, "daemon off;"]', '"nginx" in container "app"'],
    ['command: [apache2-foreground]', '"apache2-foreground" in container "app"'],
    [script('php-fpm -D && exec nginx'), '"php-fpm" in container "app"'],
    ['command: [/usr/bin/supervisord, -n]', '"supervisord" in container "app"'],
    ['command: [/init]', '"/init" in command of container "app"'],
    ['command: [cron, -f]', '"cron" in container "app"'],
    ['command: [/cron.sh]', '"cron.sh" in container "app"'],
  ] as const) {
    t.is(held(fields)?.reason, WRITES, fields)
    t.is(held(fields)?.evidence?.[0]?.text, text)
    t.not(held(fields, '', facts({ readOnlyRoot: true, writable: [] }))?.reason, WRITES, fields)
  }
})

test('checks of a server, its clients, and a server with volumes where it writes are none', (t) => {
  for (const fields of [
    'command: [nginx, -t]',
    'command: [redis-cli, ping]',
    script('echo nginx'),
    'command: [nginx], volumeMounts: [{name: v, mountPath: /var/cache/nginx}]',
  ])
    t.is(held(fields, 'volumes: [{name: v, emptyDir: {}}],'), undefined, fields)
})

test('celery beat keeps its schedule in the working directory, unless an option or a database keeps it elsewhere', (t) => {
  for (const fields of [
    'command: [celery, -A, shop, beat, -l, info]',
    'args: [celery, -A, shop, worker, -B]',
    script('exec python -m celery --app shop beat -s schedule.db'),
    'command: [celery, -A, shop, beat], workingDir: /app',
  ])
    t.deepEqual(
      held(fields, '', facts({ readOnlyRoot: true, writable: [] }))?.evidence?.map(({ text }) => text),
      ['"celery beat" in container "app"'],
      fields,
    )
  for (const option of ['-s, /var/run/celery/schedule', '--schedule=/var/run/celery/schedule']) {
    const found = assessWith(podOf(`command: [celery, -A, shop, beat, ${option}]`))
    t.deepEqual([found.objection, mountsIn(found)], [undefined, [own('/tmp'), own('/var/run/celery')]])
  }
  for (const fields of [
    'command: [celery, -A, shop, worker]',
    'command: [celery, beat, --scheduler, "django_celery_beat.schedulers:DatabaseScheduler"]',
    'command: [celery, -A, shop, beat], workingDir: /tmp',
  ])
    t.is(held(fields), undefined, fields)
  t.is(held('command: [celery, beat, -s, /app/schedule]')?.cause, 'evidence')
})
