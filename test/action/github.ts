import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A comment of a pull request, as far as the action looks at it. */
export interface Comment {
  id: number
  user: { type: 'Bot' | 'User' }
  body: string
  html_url: string
}

/** A stub of the comments in GitHub's REST API, for one pull request: https://docs.github.com/rest/issues/comments */
export interface GitHubStub {
  /** The address of the API. */
  url: string
  comments: Comment[]
  /** The method of each request that was made with the token, in order. */
  methods: string[]
  close(): Promise<void>
}

/** The longest comment that GitHub takes, in characters. */
export const LONGEST_COMMENT = 65_536

/** The token of the job. */
export const TOKEN = 'token-of-the-job'

interface Answer {
  status: number
  content: unknown
}

const makeComment = (id: number, body: string, type: 'Bot' | 'User'): Comment => ({
  id,
  body,
  user: { type },
  html_url: `https://github.example/pull/7#issuecomment-${id}`,
})

/**
 * Starts the stub on the loopback interface.
 * @param existing the comments of others
 * @param mayWrite false for a token that may only read, as that of a pull request from a fork
 */
export const startGitHub = async (
  existing: readonly { body: string; type: 'Bot' | 'User' }[] = [],
  mayWrite = true,
): Promise<GitHubStub> => {
  const comments = existing.map(({ body, type }, index) => makeComment(index + 1, body, type))
  const methods: string[] = []

  const answer = (method: string, url: URL, text: string): Answer => {
    const one = /^\/repos\/team\/shop\/issues\/comments\/(\d+)$/.exec(url.pathname)
    if (!one && url.pathname !== '/repos/team/shop/issues/7/comments') return { status: 404, content: {} }
    if (method === 'GET') {
      const [size, page] = ['per_page', 'page'].map((name) => Number(url.searchParams.get(name))) as [number, number]
      return { status: 200, content: comments.slice((page - 1) * size, page * size) }
    }
    if (!mayWrite) return { status: 403, content: { message: 'Resource not accessible by integration' } }
    const { body } = JSON.parse(text)
    if (typeof body !== 'string' || body.length > LONGEST_COMMENT) return { status: 422, content: {} }
    if (method === 'POST' && !one) {
      comments.push(makeComment(comments.length + 1, body, 'Bot'))
      return { status: 201, content: comments.at(-1) }
    }
    const found = comments.find(({ id }) => id === Number(one?.[1]))
    if (method !== 'PATCH' || found === undefined) return { status: 404, content: {} }
    found.body = body
    return { status: 200, content: found }
  }

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const isOurs = request.headers.authorization === `Bearer ${TOKEN}`
    if (isOurs) methods.push(request.method ?? '')
    const url = new URL(request.url ?? '', 'http://stub')
    const { status, content } = isOurs
      ? answer(request.method ?? '', url, Buffer.concat(chunks).toString())
      : { status: 401, content: {} }
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    comments,
    methods,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
