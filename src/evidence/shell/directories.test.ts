import test from 'ava'
import { folderOf, isInside, isParent, resolvePath, riskOf } from './directories.ts'

test('no volume may cover system directories and shared parents', (t) => {
  for (const path of '/ /etc /usr /opt /var /home /root /bin /lib /sbin /dev /proc /sys /run /var/run /var/lib /usr/local /opt/bitnami'.split(
    ' ',
  ))
    t.true(isParent(path), path)
  for (const path of '/data /run/app /var/lib/app /opt/app /var/cache/app'.split(' ')) t.false(isParent(path), path)
})

test('an empty volume hides system and application files, and nothing in scratch directories', (t) => {
  const risks = {
    shipped:
      '/etc/app /usr/lib/app /usr/share/app /var/lib/dpkg /opt/app /app /app/plugins /srv/site /home/app /code /var/www/html /var/run',
    unknown: '/models /app/data /usr/share/search/data /home/app/uploads /nonexistent',
    none: '/data /cache /var/lib/app /var/log/app /run/app /var/run/app /opt/app/logs /usr/local/apache2/logs /home/app/.cache /etc2/tmp',
  }
  for (const [risk, paths] of Object.entries(risks))
    for (const path of paths.split(' ')) t.is(riskOf(path) as string, risk, path)
})

test('paths are compared regardless of slashes and of /var/run or /run', (t) => {
  t.true(isInside('/opt/x/etc/', '/opt/x//etc'))
  t.true(isInside('/var/run', '/run/app.pid'))
  t.false(isInside('/data', '/database'))
  t.is(folderOf('/a/b'), '/a')
  t.is(folderOf('/a'), '/')
})

test('paths are resolved against a known directory, and computed paths are unknown', (t) => {
  const paths: [string | undefined, string, string | undefined][] = [
    [undefined, '/a/./b//c/../d/', '/a/b/d'],
    ['/w', 'x/../y', '/w/y'],
    ['/w', '../../..', '/'],
    [undefined, 'x', undefined],
    ['/w', '$HOME/x', undefined],
    ['/w', '/a/*.txt', undefined],
    ['/w', '', undefined],
  ]
  for (const [folder, path, resolved] of paths) t.is(resolvePath(folder, path), resolved, path)
})
