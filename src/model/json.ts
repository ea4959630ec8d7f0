/** A value as Kubernetes reads it from YAML. Objects keep their keys in the order of the text. */
export type Json = null | boolean | number | string | Json[] | JsonObject

/** A mapping of YAML, or an object of JSON. */
export type JsonObject = { [key: string]: Json }
