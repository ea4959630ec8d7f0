import { ownField } from '../../kube/pod/security-context.ts'
import { SEED_MOUNT } from '../../kube/pod/volumes.ts'
import { parseQuantity } from '../../kube/quantity.ts'
import type { Container, EvidenceContext, Json, JsonObject, Pod } from '../../model.ts'
import {
  type AmountList,
  findExceededQuotas,
  findLimitRangeConflicts,
  findLimitRangeDefault,
  lacksAmount,
  readAmount,
} from '../common/amount-limits.ts'

/** The fields of an init container that copies files, relative to it. */
export const SEED_FIELDS: readonly string[] =
  'name image imagePullPolicy command resources securityContext volumeMounts'.split(' ')

/** The longest name of a container. */
const LONGEST_NAME = 63

const nameFor = (pod: Pod, { name }: Container): string => {
  const taken = new Set(pod.containers.map((container) => container.name))
  for (let number = 1; ; number++) {
    const ending = number === 1 ? '-seed' : `-seed-${number}`
    const chosen = `${name.slice(0, LONGEST_NAME - ending.length)}${ending}`
    if (!taken.has(chosen)) return chosen
  }
}

/** Quotes a word for sh; plain paths stay as they are. Kubernetes reads `$(NAME)` in a command as a variable, and `$$` as `$`. */
const quote = (word: string): string =>
  /^[\w./+@:-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`.replaceAll('$', '$$$$')

/**
 * Copies a directory, if the image has it, to the same path below the mount. The user of the container makes the copy and
 * so owns it; only then `-p` may give it the modes of the image. `-P` keeps links, and `-f` replaces read-only files when
 * the init container runs again. GNU and BusyBox have these options of POSIX.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/cp.html
 */
const copyOf = (written: string): string => {
  const path = written.replace(/\/+$/, '')
  // With a slash at its end no word of the script looks like the name of a secret before its value, which reports mask.
  const target = quote(`${SEED_MOUNT}${path}/`)
  return `if [ -d ${quote(`${path}/`)} ]; then mkdir -p ${target} && cp -R -P -p -f ${quote(`${path}/.`)} ${target}; fi`
}

/** What the container sets for its own security: the copy has to run as the same user. */
const KEPT: readonly string[] = [
  'runAsNonRoot',
  'runAsUser',
  'runAsGroup',
  'seccompProfile',
  'appArmorProfile',
  'seLinuxOptions',
]

const securityOf = (container: Container): JsonObject => {
  const kept = KEPT.flatMap((field): [string, Json][] => {
    const value = ownField(container.value, field)
    return value === undefined ? [] : [[field, value]]
  })
  return {
    ...Object.fromEntries(kept),
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
  }
}

/** Whether the API server may refuse an amount, or a LimitRange sets one. */
const isGiven = (pod: Pod, list: AmountList, name: string, amount: string, context: EvidenceContext): boolean => {
  const missing = { list, name, amount }
  return (
    findLimitRangeDefault(pod, list, name, context) !== undefined ||
    findLimitRangeConflicts(pod, missing, context).length > 0 ||
    findExceededQuotas(pod, missing, context).length > 0
  )
}

/** The amounts of the container itself, else the default ones, so that the pod needs no more than without the copy. */
const resourcesOf = (pod: Pod, container: Container, context: EvidenceContext): JsonObject => {
  const { resources } = context.settings
  const amounts = { requests: {} as Record<string, Json>, limits: {} as Record<string, Json> }
  for (const name of new Set([...Object.keys(resources.requests), ...Object.keys(resources.limits)])) {
    for (const list of ['requests', 'limits'] as const) {
      const own = readAmount(container.value.resources, list, name)
      const amount = resources[list][name]
      if (own !== undefined) amounts[list][name] = own
      else if (amount !== undefined && lacksAmount(pod, container, { list, name }))
        if (!isGiven(pod, list, name, amount, context)) amounts[list][name] = amount
    }
    const [request, limit] = [amounts.requests[name], amounts.limits[name]]
    if ((parseQuantity(request ?? 0) ?? 0) > (parseQuantity(limit ?? request ?? 0) ?? 0) && request !== undefined)
      amounts.limits[name] = request
  }
  return Object.fromEntries(Object.entries(amounts).filter(([, list]) => Object.keys(list).length > 0))
}

/**
 * Makes the init container that copies directories of an image to the volume, from which the container mounts them. It runs
 * the same image as the same user, hardened as the profile hardens a container. Its place among the init containers does
 * not matter: they all run before the container, and none of them uses its directory of the volume.
 * @param paths the directories
 * @param volume the name of the emptyDir
 */
export const seedContainer = (
  pod: Pod,
  container: Container,
  paths: readonly string[],
  volume: string,
  context: EvidenceContext,
): JsonObject => {
  const { image = '', imagePullPolicy } = container.value
  const resources = resourcesOf(pod, container, context)
  return {
    name: nameFor(pod, container),
    image,
    ...(imagePullPolicy === undefined ? {} : { imagePullPolicy }),
    command: ['sh', '-c', paths.map(copyOf).join(' && ')],
    ...(Object.keys(resources).length === 0 ? {} : { resources }),
    securityContext: securityOf(container),
    volumeMounts: [{ name: volume, mountPath: SEED_MOUNT, subPath: container.name }],
  }
}
