/** How a reader asks for another stance. */
export interface Asking {
  /** A profile that differs from the present one in stance alone, where there is one. */
  flag?: string
  /** What the configuration would say. */
  setting: string
}

/**
 * How a reader of what happened under a profile asks for another stance. Only `restricted` has profiles beside it that
 * differ in stance alone; in the place of any other they would turn other controls on and off as well.
 * @param control the id of the control that is meant
 */
export const askFor = (stance: 'cautious' | 'enforce', profile: string, control: string): Asking => ({
  ...(profile === 'restricted' ? { flag: `--profile ${stance === 'enforce' ? 'strict' : stance}` } : {}),
  setting: `${control}: ${stance} in casehard.yaml`,
})
