import test from 'ava'
import { RegistryError } from '../registry/errors.ts'
import { ImageError, isImageError } from './errors.ts'

test('errors of registries, sources and the system are about an image, and mistakes in the program are not', (t) => {
  const withCode = (error: Error, code: string): Error => Object.assign(error, { code })
  const known = [
    new RegistryError('r', 'r/a', { problem: 'p', nextStep: 'n' }),
    new ImageError('no tar'),
    withCode(new Error('gone'), 'ENOENT'),
    withCode(new Error('incorrect data check'), 'Z_DATA_ERROR'),
  ]
  for (const error of known) t.true(isImageError(error), error.message)
  const bugs = [
    new TypeError('a'),
    withCode(new TypeError('a'), 'ERR_INVALID_ARG_TYPE'),
    new RangeError('a'),
    new Error('a'),
  ]
  for (const error of bugs) t.false(isImageError(error), error.message)
})
