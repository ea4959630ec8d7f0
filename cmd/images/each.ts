/** As many images are asked for at once. Each holds the headers of its layers, and registries limit requests. */
const AT_ONCE = 3

/** Runs a function for each image, a few at once. */
export const forEachImage = async <T>(images: readonly T[], run: (image: T) => Promise<void>): Promise<void> => {
  const waiting = [...images]
  const work = async (): Promise<void> => {
    for (let image = waiting.shift(); image !== undefined; image = waiting.shift()) await run(image)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
}
