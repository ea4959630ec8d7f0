import { Document, isCollection, isPair, visit } from 'yaml'
import type { ImageFacts } from '../../src/model.ts'

/** The order of the keys in a file. */
const KEYS: readonly (keyof ImageFacts)[] = [
  'image',
  'mirrors',
  'tags',
  'status',
  'stored',
  'source',
  'base',
  'imageUser',
  'imageUserId',
  'imageGroupId',
  'user',
  'group',
  'fsGroup',
  'anyUser',
  'groupZero',
  'root',
  'entrypoint',
  'conditional',
  'privileged',
  'hostMounts',
  'readOnlyRoot',
  'ports',
  'lowPorts',
  'rootCapabilities',
  'fileCapabilities',
  'fileCapabilitiesOn',
  'capabilities',
  'setuid',
  'needsPrivilegeEscalation',
  'apiToken',
  'shell',
  'memory',
  'ownsData',
  'privateFiles',
  'volumes',
  'workingDir',
  'writable',
]

const inOrder = (facts: ImageFacts): Partial<ImageFacts> =>
  Object.fromEntries(KEYS.filter((key) => facts[key] !== undefined).map((key) => [key, facts[key]]))

/** What entries are sorted by: the image, then its tags. */
export const sortKey = ({ image, tags = {} }: ImageFacts): string => `${image} ${JSON.stringify(tags)}`

const saysSomething = (facts: ImageFacts): boolean =>
  KEYS.slice(KEYS.indexOf('source') + 1).some((key) => facts[key] !== undefined)

const isLeaf = (item: unknown): boolean => !isCollection(isPair(item) ? item.value : item)

/**
 * A file of facts: entries in the order of their names, lists and mappings without further ones on one line. Entries
 * without a value are omitted.
 */
export const printFacts = (comment: string, entries: readonly ImageFacts[]): string => {
  const images = entries.filter(saysSomething).sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1))
  const document = new Document({ apiVersion: 'casehard.dev/v1', kind: 'ImageFacts', images: images.map(inOrder) })
  document.commentBefore = comment
  visit(document, {
    Collection: (_key, node, path) => {
      if (path.length > 4 && (node.items as unknown[]).every(isLeaf)) node.flow = true
    },
  })
  return document.toString({ lineWidth: 120, flowCollectionPadding: false })
}
