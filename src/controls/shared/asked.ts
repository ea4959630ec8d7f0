import { nodeAgentOf } from '../../evidence/node-agent.ts'
import type { Clue, Context, Pod } from '../../model.ts'

/** Why access to the node is left alone, in the words of what the workload is. */
export interface Asked {
  because: string
  hint: string
  evidence: Clue[]
}

/**
 * What a held entry says of access to the node that a manifest asks for. Of a node agent it says that it is one, and
 * that it may be exempt; of other pods only that the manifest asks, with the hint that is given.
 */
export const askedFor = (pod: Pod, context: Context, because: string, hint: string): Asked => {
  const agent = nodeAgentOf(pod, context)
  if (agent === undefined) return { because, hint, evidence: [] }
  return {
    because: `${because}, and the pod is ${agent.text}`,
    hint: `exempt it if it is there to serve the node; else ${hint}`,
    evidence: agent.clues,
  }
}
