/** Tests with real binaries and with npm itself: they take longer, and `npm run slots` installs what they need. */
export default {
  files: ['build/cmd/dev/*.slot-test.js'],
  timeout: '3m',
}
