import type { Command } from '../../cli/command.ts'
import { OPTIONS } from '../../cli/options.ts'

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'list the installed Helm, Kustomize, kubectl and kpt, with the command line for each',
  usage: `casehard doctor [--format text|json]

Lists which Helm, Kustomize, kubectl and kpt are on the PATH, how each can call casehard, the exact command line, and
problems. It asks these programs for their versions, and Helm for its plugins; it does not contact a cluster.

Exit codes: 0 at least one command line works; 1 none does.`,
  options: [OPTIONS.format],
  load: async () => (await import('./run.ts')).runDoctor,
}
