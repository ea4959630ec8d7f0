import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Reads the built-in profiles by name, for the bundle. */
export const readProfiles = async ({ parse }, folder) => {
  const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith('.yaml')).sort()
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))
  return Object.fromEntries(files.map((file, index) => [file.slice(0, -'.yaml'.length), parse(texts[index])]))
}

/** Reads the built-in facts about images as the text that `readCatalog` searches. */
export const readImages = async ({ parse }, folder) => {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.yaml')).sort()
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))
  const names = new Map()
  let place = 0
  const lines = texts
    .flatMap((text) => parse(text).images)
    .map((facts) => {
      const line = JSON.stringify(facts)
      for (const name of [facts.image, ...(facts.mirrors ?? [])]) names.set(name, [...(names.get(name) ?? []), place])
      place += line.length + 1
      return line
    })
  return `\n${[...names].map(([name, places]) => `${name}\t${places}`).join('\n')}\n\n${lines.join('\n')}`
}
