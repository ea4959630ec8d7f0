import type { Pod } from '../../model.ts'
import type { HardenedStream } from '../types.ts'
import { monitorFlows } from './monitors.ts'
import { labelsOf } from './own-labels.ts'
import { annotatedFlows, declaredFlows, type Flow, probeFlows } from './ports.ts'
import { serviceFlows } from './services.ts'

/** All connections to a pod that the stream shows. */
export const flowsTo = (pod: Pod, stream: HardenedStream): Flow[] => {
  const labels = labelsOf(pod)
  return [
    ...serviceFlows(pod, labels, stream),
    ...declaredFlows(pod),
    ...probeFlows(pod),
    ...annotatedFlows(pod),
    ...monitorFlows(pod, labels, stream),
  ]
}
