/**
 * The nouns of casehard: types only, no code, known to every other room. Values are imported from the file in `model/`
 * that has them.
 */
export type * from './model/configuration.ts'
export type * from './model/configuration.ts'
export type * from './model/control.ts'
export type * from './model/control.ts'
export type * from './model/control.ts'
export type * from './model/evidence.ts'
export type * from './model/image-facts.ts'
export type * from './model/json.ts'
export type * from './model/json.ts'
export type * from './model/kubernetes.ts'
export type * from './model/kubernetes.ts'
export type * from './model/report.ts'
export type * from './model/report.ts'
export type * from './model/run.ts'
export type * from './model/settings.ts'
export type * from './model/settings.ts'
