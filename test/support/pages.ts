import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Lists the Markdown files that people read: those in the root and below `docs` and `examples`, sorted by path. */
export const listPages = (): string[] => {
  const below = ['docs', 'examples'].filter((folder) => existsSync(folder))
  const nested = below.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  )
  return [...readdirSync('.'), ...nested].filter((file) => file.endsWith('.md')).sort()
}
