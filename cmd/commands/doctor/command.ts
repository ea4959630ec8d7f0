import type { Command } from '../../cli/command.ts'
import { OPTIONS } from '../../cli/options.ts'

export const doctorCommand: Command = {
  name: 'doctor',
  summary:
    'show how to run casehard with the installed Helm, Kustomize, kubectl and kpt, and which settings apply here',
  usage: `casehard doctor [--format text|json]

Shows which Helm, Kustomize, kubectl and kpt are on the PATH, the exact command lines that run casehard with each, what
has to be done first, and the profile, casehard.yaml and casehard.images.yaml that a run in this folder uses. It asks
these programs for their versions, and Helm for its plugins. It does not contact a cluster.

Exit codes: 0 at least one command line works; 1 none does.`,
  options: [OPTIONS.format, OPTIONS.profile, OPTIONS.config, OPTIONS.images],
  load: async () => (await import('./run.ts')).runDoctor,
}
