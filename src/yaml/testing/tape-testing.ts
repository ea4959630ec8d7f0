import fc from 'fast-check'

/** For property tests: choices drawn from numbers, so that fewer and smaller numbers make a simpler case. */
export class Tape {
  readonly #numbers: readonly number[]
  #at = 0
  /** Anchors written so far, those of mappings among them, and comments, which are numbered to distinguish them. */
  readonly anchors: string[] = []
  readonly mappings: string[] = []
  comments = 0

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers
  }

  below(count: number): number {
    return (this.#numbers[this.#at++] ?? 0) % count
  }

  isRare(oneIn: number): boolean {
    return this.below(oneIn) === oneIn - 1
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T
  }
}

/** Tapes of up to 160 choices. */
export const tapes: fc.Arbitrary<Tape> = fc
  .array(fc.nat(5039), { maxLength: 160, size: 'max' })
  .map((numbers) => new Tape(numbers))
