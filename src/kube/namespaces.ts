/**
 * Whether two objects may be in one namespace. An object that names none goes to `fallback`, where the caller knows
 * that, and otherwise anywhere: Helm gives the namespace of the release to kubectl and not to the post-renderer.
 */
export const mayShareNamespace = (
  one: string | undefined,
  other: string | undefined,
  fallback: string | undefined,
): boolean => {
  const here = one ?? fallback
  const there = other ?? fallback
  return here === undefined || there === undefined || here === there
}
