import type { Clue, Container, Context, Pod } from '../model.ts'
import { findWords } from './commands.ts'
import { scriptPrograms } from './script-programs.ts'
import { searchTexts, textOfContainer } from './text.ts'

const PACKAGES =
  /\b(?:apt-get|apt|apk|microdnf|dnf|yum|zypper)\s+(?:-\S+\s+)*(?:install|add|update|upgrade)\b|\b(?:pip3?|npm|pnpm|yarn|gem|fluent-gem|bundle|composer|cargo|go|conda|mamba)\s+(?:-\S+\s+)*(?:install|ci|require|add)\b/

const PLUGINS =
  /\b(?:[\w-]+-plugin|plugin|wp\s+plugin|helm\s+plugin|grafana(?:-cli|\s+cli)(?:\s+\S+)*?\s+plugins|confluent-hub)\s+(?:-\S+\s+)*install\b|\b(?:jenkins-plugin-cli|install-plugins\.sh|rabbitmq-plugins\s+(?:-\S+\s+)*enable|docker-php-ext-(?:install|enable))\b/

/** Variables that make an entrypoint install what they list, as those of Grafana, Airflow, Dask and LocalStack do. */
const VARIABLES =
  /^(?:\w*_)?(?:INSTALL_PLUGINS|PLUGINS_(?:PRE)?INSTALL|PLUGINS_PREINSTALL_SYNC|EXTRA_(?:PIP|APT|CONDA)_PACKAGES|PIP_PACKAGES|PIP_ADDITIONAL_REQUIREMENTS)$/

/** Clues to packages that a container installs when it starts. */
export const packageInstalls = (pod: Pod, container: Container, context: Context): Clue[] => [
  ...findWords(pod, container, PACKAGES),
  ...scriptPrograms(pod, container, context, PACKAGES),
]

/** Clues to plug-ins that a command of a container installs. */
export const pluginInstalls = (pod: Pod, container: Container, context: Context): Clue[] => [
  ...findWords(pod, container, PLUGINS),
  ...scriptPrograms(pod, container, context, PLUGINS),
]

/** Clues to variables that make the image's own entrypoint download plug-ins or packages. */
export const pluginVariables = (pod: Pod, container: Container, context: Context): Clue[] => {
  const texts = textOfContainer(pod, container, context)
  const filled = new Set(texts.flatMap(({ kind, variable, text }) => (kind === 'env' && text !== '' ? [variable] : [])))
  const names = texts.filter(({ kind, text }) => kind === 'name' && filled.has(text))
  return searchTexts(names, VARIABLES).map(({ clue }) => clue)
}
