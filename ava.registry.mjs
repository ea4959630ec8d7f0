/** Tests with a real registry: Debian's package docker-registry, and htpasswd of apache2-utils. */
export default {
  files: ['build/test/**/*.registry-test.js'],
  timeout: '2m',
}
