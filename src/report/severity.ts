import type { Cause } from '../model.ts'

/** How much of its reader's attention an entry wants. */
export type Severity = 'error' | 'warning' | 'info'

/** What the profile's stance or an exemption holds is as it was asked for; all else somebody should look at. */
export const severityOf = (cause: Cause): Severity => (cause === 'stance' || cause === 'exemption' ? 'info' : 'warning')
