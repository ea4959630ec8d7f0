import test from 'ava'
import { parseQuantity } from './quantity.ts'

test('every suffix of the API is parsed', (t) => {
  const amounts = ['100m', '1', '1k', '2Ki', '1M', '1Mi', '1.5Gi', '1T', '1Ti', '1P', '1Pi', '1E', '1Ei', '500u', '1n']
  t.deepEqual(amounts.map(parseQuantity), [
    0.1,
    1,
    1e3,
    2048,
    1e6,
    2 ** 20,
    1.5 * 2 ** 30,
    1e12,
    2 ** 40,
    1e15,
    2 ** 50,
    1e18,
    2 ** 60,
    0.0005,
    1e-9,
  ])
})

test('an E followed by digits is an exponent', (t) => {
  t.deepEqual(['1e3', '1E3', '12e-1', '.5', '5.', '+1', '-1'].map(parseQuantity), [1000, 1000, 1.2, 0.5, 5, 1, -1])
})

test('numbers are amounts', (t) => {
  t.is(parseQuantity(2), 2)
})

test('an invalid quantity has no amount', (t) => {
  for (const value of ['', '1 Gi', '1gi', 'Gi', '1KB', '1Mib', true, null, undefined, {}, []])
    t.is(parseQuantity(value), undefined)
})
