/** Tests with real binaries and with npm itself: they take longer, and `npm run slots` installs what they need. */
export default {
  files: ['build/test/**/*.slot-test.js'],
  timeout: '3m',
}
