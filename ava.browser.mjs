/** Tests in a real browser: `npm run browser` installs what drives it, and Debian's package chromium is the browser. */
export default {
  // Each test keeps the browser busy.
  serial: true,
  files: ['build/test/**/*.browser-test.js'],
  timeout: '3m',
}
