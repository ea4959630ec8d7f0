import type { Answer } from './http.ts'

/** How often something is tried before it fails. */
export const MOST_ATTEMPTS = 5

/** The first wait in milliseconds; each further one is twice as long. */
const FIRST_WAIT = 500

/** A server that asks for a longer wait in milliseconds is not waited for. */
const LONGEST_WAIT = 60_000

/** Statuses after which a request may succeed: too many requests, and servers that fail for now. */
const PASSING = [408, 429, 500, 502, 503, 504]

/** Errors of a connection that can work the next time. A closed port and an unknown name are not among them. */
const BROKEN = [
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ERR_STREAM_PREMATURE_CLOSE',
  'HPE_INVALID_EOF_STATE',
]

export type Sleep = (milliseconds: number) => Promise<void>

/** Whether an error is that of a connection which broke or took too long. */
export const isBroken = (error: unknown): boolean => BROKEN.includes((error as NodeJS.ErrnoException).code ?? '')

/** Returns the wait before the next attempt in milliseconds, counting attempts from 1. */
export const waitAfter = (attempt: number): number => FIRST_WAIT * 2 ** (attempt - 1)

/** Returns the wait that `Retry-After` asks for in milliseconds (RFC 9110, 10.2.3: seconds or a date). */
export const readRetryAfter = (value: string | undefined, now: number): number | undefined => {
  if (value === undefined) return undefined
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000
  const date = Date.parse(value)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

/**
 * Sends a request until the answer is not one of those that pass, at most 5 times, with growing waits or as the server asks.
 * Resolves with the last answer, and rejects with the last error.
 */
export const retrying = async (ask: () => Promise<Answer>, sleep: Sleep): Promise<Answer> => {
  for (let attempt = 1; ; attempt++) {
    let wait = waitAfter(attempt)
    try {
      const answer = await ask()
      wait = readRetryAfter(answer.headers['retry-after'], Date.now()) ?? wait
      if (!PASSING.includes(answer.statusCode) || attempt === MOST_ATTEMPTS || wait > LONGEST_WAIT) return answer
      answer.destroy()
    } catch (error) {
      if (!isBroken(error) || attempt === MOST_ATTEMPTS) throw error
    }
    await sleep(wait)
  }
}
