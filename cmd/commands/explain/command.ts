import type { Command } from '../../cli/command.ts'
import { OPTIONS, SETTINGS } from '../../cli/options.ts'

export const explainCommand: Command = {
  name: 'explain',
  summary: 'describe a control, list all controls, or explain all verdicts for a workload',
  usage: `casehard explain [CONTROL]
casehard explain KIND/[NAMESPACE/]NAME [-f FILE|-]

Describes what a control does, why, and what it may break; without an argument, lists all controls. For a workload,
prints the verdict of each control, its evidence with line numbers, and what would change the verdict. Kinds have the
names that kubectl accepts: deploy, sts, ds, ...`,
  options: [OPTIONS.filename, ...SETTINGS, OPTIONS.format],
  positional: { name: 'subject', description: 'id of a control, or KIND/NAME', choices: 'controls' },
  load: async () => (await import('./run.ts')).runExplain,
}
