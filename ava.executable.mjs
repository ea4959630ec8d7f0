/** Tests of the built program, with the executable in its place; `npm run executable` builds it. */
export default {
  files: [
    'build/test/program/binary.test.js',
    'build/test/program/nonblocking.test.js',
    'build/test/program/exec.test.js',
    'build/test/program/hostile.test.js',
    'build/test/program/reports-concurrent.test.js',
    'build/test/program/review.test.js',
    'build/test/golden/errors.test.js',
    'build/test/rules/pages.test.js',
    'build/test/rules/reports-page.test.js',
    'build/test/slots/other/exec.slot-test.js',
    'build/test/slots/helm/helm.slot-test.js',
    'build/test/slots/helm/helm4-guide.slot-test.js',
    'build/test/slots/helm/helm4-render.slot-test.js',
    'build/test/slots/kpt/kpt.slot-test.js',
    'build/test/slots/kustomize/kustomize-ways.slot-test.js',
  ],
  environmentVariables: { TESTED_PROGRAM: 'executable' },
  timeout: '3m',
}
