import { RegistryError } from '../registry/errors.ts'

/** Why an image or its source cannot be read: the source is not what it should be. */
export class ImageError extends Error {}

/** Errors of Node.js that mean a mistake in the program, whatever they are about. */
const MISTAKES = [TypeError, RangeError, ReferenceError, SyntaxError]

const hasCode = (error: unknown): boolean => (error as NodeJS.ErrnoException | undefined)?.code !== undefined

/**
 * Whether an error can be expected of an image: what its registry or source says, or an error of the system or of
 * decompression, which have a code. Any other is a bug.
 */
export const isImageError = (error: unknown): error is Error =>
  error instanceof RegistryError ||
  error instanceof ImageError ||
  (error instanceof Error && hasCode(error) && !MISTAKES.some((mistake) => error instanceof mistake))
