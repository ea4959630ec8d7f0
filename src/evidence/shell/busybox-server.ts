import type { RanCommand } from './run.ts'

/*
 * The web server of busybox. It only reads the files that it serves, unlike Apache's program of the same name, and differs
 * from it in its options: `httpd [-ifv[v]] [-c CONFFILE] [-p [IP:]PORT] [-u USER] [-r REALM] [-h HOME]`. With `-u` it changes its user,
 * and the file of `-c` can name interpreters.
 * https://git.busybox.net/busybox/tree/networking/httpd.c
 */

const FLAGS = /^-[fv]+$/
const VALUED = /^-([prh])(.*)$/s
const PORT = /^(?:(?:[\d.]+|\[[\da-f:]+\]):)?(\d{1,5})$/i

const DEFAULT_PORT = 80

/**
 * Returns the port on which busybox's web server listens; undefined if a command is not that server in the foreground, or
 * its options do not show all that it does.
 */
export const busyboxServerPort = ({ program, args }: Pick<RanCommand, 'program' | 'args'>): number | undefined => {
  if (program !== 'httpd' || !args.some((word) => FLAGS.test(word) && word.includes('f'))) return undefined
  let port: number | undefined = DEFAULT_PORT
  for (let i = 0; i < args.length; i++) {
    const word = args[i] as string
    const [, letter, glued] = VALUED.exec(word) ?? []
    if (letter === undefined) {
      if (!FLAGS.test(word)) return undefined
    } else {
      const value = glued === '' ? args[++i] : glued
      if (value === undefined) return undefined
      const written = PORT.exec(value)?.[1]
      if (letter === 'p') port = written === undefined ? undefined : Number(written)
    }
  }
  return port
}
