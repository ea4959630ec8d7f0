/**
 * The words of an image's repository, lower case: `ghcr.io/team/my-ruby-app:3` has `team`, `my`, `ruby` and `app`.
 * Registry host, tag and digest say nothing of what is inside and are left out.
 */
export const repositoryWords = (image: string): string[] => {
  const [name = ''] = image.split('@')
  const segments = name.split('/')
  const first = segments[0] ?? ''
  if (segments.length > 1 && (/[.:]/.test(first) || first === 'localhost')) segments.shift()
  const last = segments.pop() ?? ''
  const repository = [...segments, last.split(':')[0] ?? '']
  return repository.flatMap((segment) => segment.toLowerCase().split(/[^a-z0-9]+/)).filter((word) => word !== '')
}
