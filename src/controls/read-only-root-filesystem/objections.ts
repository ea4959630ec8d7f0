import { evidenceAt, findInGroups, objectionIf } from '../../evidence/evidence.ts'
import { parseImage, repositoryWords } from '../../evidence/image/names.ts'
import { runsImage } from '../../evidence/image/start.ts'
import { scriptPrograms } from '../../evidence/shell/ran-commands.ts'
import { findWords, programNames } from '../../evidence/text/commands.ts'
import { searchTexts, selectTexts, type TextGroup, textsOfContainer, variableNames } from '../../evidence/text/text.ts'
import { asString } from '../../kube/pod/pod.ts'
import type {
  Container,
  Evidence,
  EvidenceContext,
  KnownImage,
  Objection,
  Pod,
  WriteBlocker,
  WritePlan,
} from '../../model.ts'

const PROGRAMS = programNames('ruby', 'bundle', 'rake', 'rails', 'puma', 'unicorn', 'sidekiq', 'passenger')

const IMAGES: readonly string[] = ['ruby', 'jruby', 'rails', 'passenger', 'puma', 'unicorn', 'sidekiq']

const VARIABLES = /^(?:RAILS_\w+|RACK_ENV|RUBYOPT|RUBYLIB|GEM_HOME|GEM_PATH|BUNDLE_\w+)$/

/** Finds evidence for Ruby in the image, the variables and the commands of a container. */
export const findRubyEvidence = (pod: Pod, container: Container, context: EvidenceContext): Evidence[] => {
  const image = repositoryWords(parseImage(asString(container.value.image) ?? '')).filter((word) =>
    IMAGES.includes(word),
  )
  const names = selectTexts(textsOfContainer(pod, container, context), variableNames)
  return [
    ...image.map((word) =>
      evidenceAt(pod, `${container.pointer}/image`, `"${word}" in image of container "${container.name}"`),
    ),
    ...searchTexts(names, VARIABLES).map(({ evidence }) => evidence),
    ...findWords(pod, container, PROGRAMS),
  ]
}

// The repetitions are limited, so that the search takes linear time where a text repeats the programs' names.
const PACKAGES =
  /\b(?:apt-get|apt|apk|microdnf|dnf|yum|zypper)\s+(?:-\S+\s+){0,20}(?:install|add|update|upgrade)\b|\b(?:pip3?|npm|pnpm|yarn|gem|fluent-gem|bundle|composer|cargo|go|conda|mamba)\s+(?:-\S+\s+){0,20}(?:install|ci|require|add)\b/

const PLUGINS =
  /\b(?:(?=\w)(?<!\w-*)[\w-]+-plugin|plugin|wp\s+plugin|helm\s+plugin|grafana(?:-cli|\s+cli)(?:\s+\S+){0,20}?\s+plugins|confluent-hub)\s+(?:-\S+\s+){0,20}install\b|\b(?:jenkins-plugin-cli|install-plugins\.sh|rabbitmq-plugins\s+(?:-\S+\s+){0,20}enable|docker-php-ext-(?:install|enable))\b/

/** Variables whose packages or plugins the entrypoint installs, as in Grafana, Airflow, Dask and LocalStack. */
const INSTALL_VARIABLES =
  /^(?:\w*_)?(?:INSTALL_PLUGINS|PLUGINS_(?:PRE)?INSTALL|PLUGINS_PREINSTALL_SYNC|EXTRA_(?:PIP|APT|CONDA)_PACKAGES|PIP_PACKAGES|PIP_ADDITIONAL_REQUIREMENTS)$/

/** Finds commands that install packages at startup. */
export const findPackageInstalls = (pod: Pod, container: Container, context: EvidenceContext): Evidence[] => [
  ...findWords(pod, container, PACKAGES),
  ...scriptPrograms(pod, container, context, PACKAGES),
]

/** Finds commands that install plugins. */
export const findPluginInstalls = (pod: Pod, container: Container, context: EvidenceContext): Evidence[] => [
  ...findWords(pod, container, PLUGINS),
  ...scriptPrograms(pod, container, context, PLUGINS),
]

const filledVariables = (group: TextGroup): (string | undefined)[] =>
  group.flatMap(({ kind, variable, text }) => (kind === 'env' && text !== '' ? [variable] : []))

/** Finds variables that make the image's entrypoint download plugins or packages. */
export const findPluginVariables = (pod: Pod, container: Container, context: EvidenceContext): Evidence[] => {
  const texts = textsOfContainer(pod, container, context)
  const named = searchTexts(selectTexts(texts, variableNames), INSTALL_VARIABLES)
  const filled = new Set(named.length === 0 ? [] : findInGroups(texts, filledVariables))
  return named.filter(({ in: { text } }) => filled.has(text)).map(({ evidence }) => evidence)
}

/**
 * Words in image names of web applications that write to the directory of their code: PHP with its web server, and
 * applications in PHP, Ruby and Python that compile, cache, extend or update themselves there.
 */
const WORDS: ReadonlySet<string> = new Set(
  (
    'php phpfpm php8 php7 wordpress drupal joomla moodle matomo magento nextcloud owncloud mediawiki prestashop typo3 ' +
    'opencart suitecrm phpbb phpmyadmin bookstack roundcube dokuwiki discourse redmine gitlab openproject odoo superset'
  ).split(' '),
)

/** Words for programs that only accompany a web application. */
const BESIDE: ReadonlySet<string> = new Set(
  'exporter operator proxy agent metrics controller backup cli runner'.split(' '),
)

/** Finds a web application that writes to the directory of its code, by the name of the image. */
export const findWebApplicationEvidence = (pod: Pod, container: Container): Evidence[] => {
  const { image } = container.value
  const words = typeof image === 'string' ? repositoryWords(parseImage(image)) : []
  if (words.some((word) => BESIDE.has(word))) return []
  return words
    .filter((word) => WORDS.has(word))
    .map((word) => ({
      source: 'manifest',
      text: `"${word}" in image of container "${container.name}"`,
      at: { document: pod.document, pointer: `${container.pointer}/image` },
    }))
}

/** Makes an objection if there is evidence; the hint ends with setting the flag. */
const writeObjection = (evidence: readonly Evidence[], reason: string, hint: string): Objection | undefined =>
  objectionIf(evidence, reason, `${hint}, then set readOnlyRootFilesystem: true`)

/** Whether verified facts list the paths that the image writes to. */
const hasReliableFacts = (container: Container, known: KnownImage | undefined): boolean => {
  if (known === undefined || !runsImage(container)) return false
  const { readOnlyRoot, status, writable } = known.facts
  return readOnlyRoot === true || (status !== 'unverified' && writable !== undefined)
}

const BLOCKERS: readonly { kind: WriteBlocker['kind']; reason: string; hint: string }[] = [
  {
    kind: 'seeded',
    reason: 'the image contains files where it writes, and an empty volume would hide them',
    hint: 'copy them to an emptyDir in an init container with the same image, mount it at the path',
  },
  {
    kind: 'owned',
    reason: 'the image requires that its user owns the data directory, but root owns an emptyDir',
    hint: 'mount a persistent volume for its data',
  },
  {
    kind: 'named',
    reason: 'the container writes to a directory where an empty volume would hide files of the image',
    hint: 'let it write to a separate directory, or mount a volume there',
  },
  {
    kind: 'written',
    reason: 'a command of the container writes to a path without a volume',
    hint: 'mount a volume at these paths',
  },
]

const findBlockerObjection = ({ blockers }: WritePlan): Objection | undefined => {
  const found = BLOCKERS.find(({ kind }) => blockers.some((obstacle) => obstacle.kind === kind))
  if (found === undefined) return undefined
  const evidence = blockers.filter(({ kind }) => kind === found.kind).map(({ evidence }) => evidence)
  return writeObjection(evidence, found.reason, found.hint)
}

const findInstallObjection = (
  pod: Pod,
  container: Container,
  context: EvidenceContext,
  known: boolean,
): Objection | undefined =>
  writeObjection(
    findPackageInstalls(pod, container, context),
    'the container installs packages at startup',
    'install them when you build the image',
  ) ??
  writeObjection(
    [...findPluginInstalls(pod, container, context), ...(known ? [] : findPluginVariables(pod, container, context))],
    'the container installs plugins at startup',
    'install them when you build the image',
  )

/**
 * Finds why a container needs a writable root filesystem even with the planned mounts.
 * @param known facts about its image
 * @param hasTemporary whether the manifest mounts a volume at `/tmp`
 */
export const findWriteObjection = (
  pod: Pod,
  container: Container,
  context: EvidenceContext,
  plan: WritePlan,
  known: KnownImage | undefined,
  hasTemporary: boolean,
): Objection | undefined => {
  const isSure = hasReliableFacts(container, known)
  const isRunSo = known?.facts.readOnlyRoot === true || known?.facts.status === 'configured'
  // Observed facts come from charts and also apply to containers with their own command.
  const isShown = known?.facts.status === 'observed' || runsImage(container)
  const isLeftWritable = known?.facts.readOnlyRoot === false && isShown
  return (
    writeObjection(
      isLeftWritable ? [known.cite(`${known.facts.image} runs with a writable root filesystem`)] : [],
      'the maintainers of the image run it with a writable root filesystem',
      'find out what it writes to, mount volumes there',
    ) ??
    findInstallObjection(pod, container, context, isSure) ??
    writeObjection(
      isRunSo || !runsImage(container) ? [] : findWebApplicationEvidence(pod, container),
      'web applications of this kind write to the directory of their code',
      'mount volumes where it writes, with the files that the image has there',
    ) ??
    findBlockerObjection(plan) ??
    writeObjection(
      context.requirementsOf(pod, container).writingPrograms,
      'the container runs a program that writes to directories of its image',
      'mount volumes where it writes, e.g. at its workingDir',
    ) ??
    writeObjection(
      hasTemporary || known?.facts.readOnlyRoot === true ? [] : findRubyEvidence(pod, container, context),
      'Ruby rejects a world-writable temporary directory without the sticky bit, such as an emptyDir',
      'mount a volume at /tmp and set TMPDIR to a directory in it that only its user can write to',
    )
  )
}
