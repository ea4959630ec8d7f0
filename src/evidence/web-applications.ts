import { repositoryWords } from '../kube/image.ts'
import type { Clue, Container, Pod } from '../model.ts'

/**
 * Words in the names of images of web applications that write beside their code: PHP with its web server, and
 * applications in PHP, Ruby and Python that compile, cache, extend or update themselves in their own folder.
 */
const WORDS: ReadonlySet<string> = new Set(
  (
    'php phpfpm php8 php7 wordpress drupal joomla moodle matomo magento nextcloud owncloud mediawiki prestashop typo3 ' +
    'opencart suitecrm phpbb phpmyadmin bookstack roundcube dokuwiki discourse redmine gitlab openproject odoo superset'
  ).split(' '),
)

/** Words of programs that only stand beside one. */
const BESIDE: ReadonlySet<string> = new Set(
  'exporter operator proxy agent metrics controller backup cli runner'.split(' '),
)

/** Clues to a web application that writes beside its code, in the name of a container's image. */
export const webApplicationClues = (pod: Pod, container: Container): Clue[] => {
  const { image } = container.value
  const words = typeof image === 'string' ? repositoryWords(image) : []
  if (words.some((word) => BESIDE.has(word))) return []
  return words
    .filter((word) => WORDS.has(word))
    .map((word) => ({
      source: 'manifest',
      text: `"${word}" in image of container "${container.name}"`,
      at: { document: pod.document, pointer: `${container.pointer}/image` },
    }))
}
