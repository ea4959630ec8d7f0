import { evidenceAt } from '../evidence/evidence.ts'
import { findWords, programNames } from '../evidence/text/commands.ts'
import { asString } from '../kube/pod/pod.ts'
import type { Container, Evidence, Pod } from '../model.ts'

const BLOCKED_IMAGES = /buildkit|buildah|podman|dind|selenium|browserless|puppeteer|playwright|chrom(?:e|ium)/
const BLOCKED_PROGRAMS = programNames(
  'buildkitd(?:-daemonless\\.sh)?',
  'rootlesskit',
  'buildah',
  'podman',
  'dockerd(?:-rootless\\.sh)?',
  'bwrap',
  'unshare',
  'chrome',
  'chromium(?:-browser)?',
  'google-chrome',
  'perf',
  'bpftrace',
  'strace',
)
const IO_URING = /io_uring/

/** Finds programs that the default seccomp profile of the runtime is known to block, and images of them. */
export const findBlockedPrograms = (pod: Pod, container: Container): Evidence[] => {
  const image = BLOCKED_IMAGES.exec(asString(container.value.image) ?? '')
  return [
    ...(image === null ? [] : [evidenceAt(pod, `${container.pointer}/image`, `"${image[0]}" in the image's name`)]),
    ...findWords(pod, container, BLOCKED_PROGRAMS),
    ...findWords(pod, container, IO_URING),
  ]
}
