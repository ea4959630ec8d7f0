/** Tests of the built program, with the executable in its place; `npm run executable` builds it. */
export default {
  files: [
    'build/cmd/binary.test.js',
    'build/cmd/nonblocking.test.js',
    'build/cmd/exec-program.test.js',
    'build/cmd/reports-concurrent.test.js',
    'build/cmd/dev/errors.test.js',
    'build/cmd/dev/readme.test.js',
    'build/cmd/dev/reports-readme.test.js',
    'build/cmd/dev/exec.slot-test.js',
    'build/cmd/dev/helm.slot-test.js',
    'build/cmd/dev/helm4-readme.slot-test.js',
    'build/cmd/dev/helm4-render.slot-test.js',
    'build/cmd/dev/kpt.slot-test.js',
    'build/cmd/dev/kustomize-ways.slot-test.js',
  ],
  environmentVariables: { TESTED_PROGRAM: 'executable' },
  timeout: '3m',
}
