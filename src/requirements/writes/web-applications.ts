import { evidenceAt } from '../../evidence/evidence.ts'
import { parseImage, repositoryWords } from '../../evidence/image/names.ts'
import { findWords, programNames } from '../../evidence/text/commands.ts'
import { searchTexts, selectTexts, textsOfContainer, variableNames } from '../../evidence/text/text.ts'
import { asString } from '../../kube/pod/pod.ts'
import type { Container, Evidence, EvidenceContext, Pod } from '../../model.ts'

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

const RUBY_PROGRAMS = programNames('ruby', 'bundle', 'rake', 'rails', 'puma', 'unicorn', 'sidekiq', 'passenger')

const RUBY_IMAGES: readonly string[] = ['ruby', 'jruby', 'rails', 'passenger', 'puma', 'unicorn', 'sidekiq']

const RUBY_VARIABLES = /^(?:RAILS_\w+|RACK_ENV|RUBYOPT|RUBYLIB|GEM_HOME|GEM_PATH|BUNDLE_\w+)$/

/** Finds evidence for Ruby in the image, the variables and the commands of a container. */
export const findRubyEvidence = (pod: Pod, container: Container, context: EvidenceContext): Evidence[] => {
  const image = repositoryWords(parseImage(asString(container.value.image) ?? '')).filter((word) =>
    RUBY_IMAGES.includes(word),
  )
  const names = selectTexts(textsOfContainer(pod, container, context), variableNames)
  return [
    ...image.map((word) =>
      evidenceAt(pod, `${container.pointer}/image`, `"${word}" in image of container "${container.name}"`),
    ),
    ...searchTexts(names, RUBY_VARIABLES).map(({ evidence }) => evidence),
    ...findWords(pod, container, RUBY_PROGRAMS),
  ]
}
