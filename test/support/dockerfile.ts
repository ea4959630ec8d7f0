import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** An instruction of a Dockerfile. */
export interface Instruction {
  /** In capitals, as `FROM`. */
  name: string
  /** What follows it, continued lines joined. */
  text: string
  /** The stage that it belongs to, from 0; what stands before the first `FROM` has -1. */
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

/** The command of our image, with its program where this checkout has it. */
export const imageCommand = (): string[] => {
  const entry = instructionsOf(readFileSync(DOCKERFILE, 'utf8')).findLast(({ name }) => name === 'ENTRYPOINT')
  const words: string[] = JSON.parse(entry?.text ?? '[]')
  return words.map((word) => word.replace(/^\/casehard\//, `${resolve('dist')}/`))
}
