const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/**
 * The name of a file as a URI reference (RFC 3986): relative names stay relative, without `.` at their front, as
 * code scanning matches them with the files of a repository; an absolute one becomes `file:///...`.
 */
export const fileUri = (name: string): string => {
  const path = name
    .replace(/^(?:\.\/+)+/, '')
    .replace(LONE_SURROGATE, '\ufffd')
    .split('/')
    .map(encodeURIComponent)
    .join('/')
  if (!path.startsWith('/')) return path
  return `file://${path.replace(/^\/+/, '/')}`
}
