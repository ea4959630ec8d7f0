import test from 'ava'
import { busyboxServerPort } from './busybox-server.ts'

const port = (line: string): number | undefined => {
  const [program = '', ...args] = line.split(' ')
  return busyboxServerPort({ program, args })
}

test("the port of busybox's web server is that of its option, else 80", (t) => {
  t.is(port('httpd -f'), 80)
  t.is(port('httpd -fvv -h /www'), 80)
  t.is(port('httpd -f -p 8080 -h /www -r Private'), 8080)
  t.is(port('httpd -f -p8080'), 8080)
  t.is(port('httpd -p 127.0.0.1:8080 -f'), 8080)
  t.is(port('httpd -p [::1]:8080 -f'), 8080)
})

test('a server in the background, with another user, a configuration or an unknown port, and Apache are not such a server', (t) => {
  for (const line of [
    'httpd -p 8080',
    'httpd -f -u nobody',
    'httpd -f -c /etc/httpd.conf',
    'httpd -f -p $PORT',
    'httpd -f -p',
    'httpd -f /usr/local/apache2/conf/httpd.conf',
    'httpd -DFOREGROUND',
    'httpd-foreground',
    'nginx -f',
  ])
    t.is(port(line), undefined, line)
})
