import type { Stance } from '../model.ts'
import type { HardeningSpec } from './hardening.ts'

const stanceOf = (said: NonNullable<HardeningSpec['controls']>[string] | undefined): Stance | undefined =>
  typeof said === 'string' ? said : said?.stance

/** Whether `generate` asks for a generator; undefined where nobody says anything of it. */
const isAsked = (generate: boolean | readonly string[] | undefined, id: string): boolean | undefined =>
  Array.isArray(generate) ? generate.includes(id) || undefined : (generate as boolean | undefined)

/**
 * The stances of generators, which are off unless `generate` asks for them or `controls` gives them one. The stance of
 * the whole holds for them too, but for `off`, which only says that the profile's controls are.
 * @param specs weakest first
 * @param generate what a flag or variable says, over all of them
 */
export const generatorStances = (
  specs: readonly HardeningSpec[],
  ids: readonly string[],
  generate: boolean | undefined,
): [string, Stance][] => {
  const whole = specs.findLast(({ stance }) => stance !== undefined && stance !== 'off')?.stance ?? 'default'
  const said = generate ?? specs.findLast((spec) => spec.generate !== undefined)?.generate
  return ids.map((id) => {
    const own = specs.map(({ controls }) => stanceOf(controls?.[id])).findLast((stance) => stance !== undefined)
    const asked = isAsked(said, id) ?? own !== undefined
    return [id, asked ? (own ?? whole) : 'off']
  })
}
