/** The most bytes of manifests that the page takes. */
const MOST_BYTES = 32 << 20

/**
 * Reads files as one stream of manifests, byte for byte if there is one file.
 * @throws Error with a message for the reader
 */
export const readFiles = async (files: readonly File[]): Promise<string> => {
  if (files.reduce((sum, { size }) => sum + size, 0) > MOST_BYTES) throw new Error('The files are larger than 32 MiB.')
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const texts = await Promise.all(
    files.map(async (file) => {
      try {
        return decoder.decode(await file.arrayBuffer())
      } catch {
        throw new Error(`The file ${file.name} is not UTF-8 text, or cannot be read.`)
      }
    }),
  )
  return texts.length === 1 ? (texts[0] as string) : texts.map((text) => `---\n${text}`.replace(/\n?$/, '\n')).join('')
}

/** Hands files that are dropped anywhere on the page to a function. */
export const onDrop = (take: (files: File[]) => void): void => {
  const hasFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') === true
  addEventListener(
    'dragover',
    (event) => {
      if (hasFiles(event)) event.preventDefault()
    },
    true,
  )
  addEventListener(
    'drop',
    (event) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      // The editor would insert the text at the place of the mouse.
      event.stopPropagation()
      take([...(event.dataTransfer?.files ?? [])])
    },
    true,
  )
}

/** Saves a text as a file of the reader. */
export const save = (name: string, text: string): void => {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/yaml' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 1000)
}
