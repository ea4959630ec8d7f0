import type { Stance } from '../model.ts'
import { renderScalar } from '../text/render.ts'
import { COLUMNS, wrap } from './layout.ts'
import { printable } from './printable.ts'

/** A policy as the controls could say it. */
export interface TranslatedPolicy {
  name: string
  file: string
  line: number
  stances: readonly { control: string; stance: Stance; says: string; differs?: string }[]
  /** What of the policy no control says. */
  unsaid: readonly string[]
}

const remark = (text: string, indent = ''): string =>
  wrap(printable(text), COLUMNS - indent.length - 2)
    .map((line) => `${indent}# ${line}\n`)
    .join('')

/** A configuration that comes near a policy, with comments on what differs. */
export const writeTranslation = ({ name, file, line, stances, unsaid }: TranslatedPolicy): string => {
  const rows = stances.map(
    ({ control, stance, says, differs }) =>
      remark(says === '' ? 'The policy says nothing of it.' : says, '    ') +
      (differs === undefined ? '' : remark(`Differs: ${differs}.`, '    ')) +
      `    ${control}: ${stance}\n`,
  )
  const rest =
    unsaid.length === 0
      ? ''
      : `${remark('No control says:', '  ')}${unsaid.map((one) => remark(`- ${one}`, '  ')).join('')}`
  return `${remark(
    `The nearest to PodSecurityPolicy ${name} (${file}:${line}) that controls can say, written by casehard config from-psp. ` +
      'Controls fill in what is unset and hold what somebody decided, by the evidence; admission filled in whatever the ' +
      'image, and refused the pod, which --fail-on held comes nearest to. What admission did is had by --profile with ' +
      "the policy's own file.",
  )}apiVersion: casehard.dev/v1
kind: Hardening
metadata:
  name: ${renderScalar(name)}
spec:
  profile: restricted
${rest}  controls:
${rows.join('')}`
}
