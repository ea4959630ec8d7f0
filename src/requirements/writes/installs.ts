import { findInGroups } from '../../evidence/evidence.ts'
import { scriptPrograms } from '../../evidence/shell/ran-commands.ts'
import { findWords } from '../../evidence/text/commands.ts'
import { searchTexts, selectTexts, type TextGroup, textsOfContainer, variableNames } from '../../evidence/text/text.ts'
import type { Container, Evidence, EvidenceContext, Pod } from '../../model.ts'

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
