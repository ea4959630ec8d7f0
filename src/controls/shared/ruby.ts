import { findWords, programNames } from '../../evidence/commands.ts'
import { searchTexts, textOfContainer } from '../../evidence/text.ts'
import { repositoryWords } from '../../kube/image.ts'
import { asString } from '../../kube/pods.ts'
import type { Clue, Container, Context, Pod } from '../../model.ts'
import { clueAt } from './decisions.ts'

const PROGRAMS = programNames('ruby', 'bundle', 'rake', 'rails', 'puma', 'unicorn', 'sidekiq', 'passenger')

const IMAGES: readonly string[] = ['ruby', 'jruby', 'rails', 'passenger', 'puma', 'unicorn', 'sidekiq']

const VARIABLES = /^(?:RAILS_\w+|RACK_ENV|RUBYOPT|RUBYLIB|GEM_HOME|GEM_PATH|BUNDLE_\w+)$/

/** Clues to Ruby in what a container is started from and with. */
export const rubyClues = (pod: Pod, container: Container, context: Context): Clue[] => {
  const image = repositoryWords(asString(container.value.image) ?? '').filter((word) => IMAGES.includes(word))
  const names = textOfContainer(pod, container, context).filter(({ kind }) => kind === 'name')
  return [
    ...image.map((word) =>
      clueAt(pod, `${container.pointer}/image`, `"${word}" in image of container "${container.name}"`),
    ),
    ...searchTexts(names, VARIABLES).map(({ clue }) => clue),
    ...findWords(pod, container, PROGRAMS),
  ]
}
