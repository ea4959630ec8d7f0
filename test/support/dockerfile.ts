import { readFileSync } from 'node:fs'
import { INSTALLED } from './programs.ts'

/** An instruction of a Dockerfile. */
export interface Instruction {
  /** In capitals, as `FROM`. */
  name: string
  /** What follows it, continued lines joined. */
  text: string
  /** Its stage, from 0; -1 before the first `FROM`. */
  stage: number
}

/** The instructions of a Dockerfile, comments and empty lines left out. */
export const instructionsOf = (dockerfile: string): Instruction[] => {
  let stage = -1
  return dockerfile
    .replace(/^\s*#.*\n/gm, '')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, name = '', text = ''] = /^\s*(\S+)\s*(.*?)\s*$/.exec(line) ?? []
      if (/^from$/i.test(name)) stage += 1
      return { name: name.toUpperCase(), text, stage }
    })
}

/** Our own. */
export const DOCKERFILE = 'Dockerfile'

/** Returns the command of casehard's image, with the program under test in place of the image's. */
export const imageCommand = (): string[] => {
  const entry = instructionsOf(readFileSync(DOCKERFILE, 'utf8')).findLast(({ name }) => name === 'ENTRYPOINT')
  const words: string[] = JSON.parse(entry?.text ?? '[]')
  return words.map((word) => (word === '/casehard' ? INSTALLED : word))
}
