import type { Addition } from './addition.ts'

const DISTROLESS = [
  'GoogleContainerTools/distroless@cd080764af3103b2f49fb5eb23297c72c945e77a:static/static.bzl',
  'GoogleContainerTools/distroless@cd080764af3103b2f49fb5eb23297c72c945e77a:common/variables.bzl',
]

/** Families of images with one base, and images with one more layer. */
export const FAMILIES: readonly Addition[] = [
  {
    images: ['docker.io/pgvector/pgvector'],
    source: ['pgvector/pgvector@6e3101d5270c6da073c98a0c8e44ed69b67e8ad2:Dockerfile'],
    from: 'docker.io/library/postgres',
    facts: { tags: { without: ['pg18', 'alpine'] }, stored: '2024' },
  },
  {
    images: ['gcr.io/distroless/*'],
    source: DISTROLESS,
    isNew: 'verified',
    facts: { tags: { with: 'nonroot' }, imageUser: 65532, user: 65532, group: 65532, anyUser: true, base: true },
  },
  {
    images: ['gcr.io/distroless/*'],
    source: DISTROLESS,
    isNew: 'verified',
    facts: { tags: { without: 'nonroot' }, imageUser: 0, anyUser: true, base: true },
  },
  {
    images: ['registry.k8s.io/sig-storage/*'],
    source: [
      'kubernetes-csi/external-attacher@e61060241a7b7315ce2bffbcdfad0a2bf5010d44:Dockerfile',
      'kubernetes-csi/external-provisioner@0688604faa43ae14273cf71fbfde4f3534ec6b8c:Dockerfile',
      'kubernetes-csi/external-resizer@beef24d8e070f5188a7bdc7fc46f902068e4da55:Dockerfile',
      'kubernetes-csi/external-snapshotter@afb2f0d85e00e40cda621549d56fda11ccd3558b:cmd/csi-snapshotter/Dockerfile',
      'kubernetes-csi/livenessprobe@e60f18af93f55d7d68366a720bdc8f8c101a5ee1:Dockerfile',
      'kubernetes-csi/node-driver-registrar@3482d444dd9ff8c0101b95833ec8a9ded3ec1992:Dockerfile',
    ],
    isNew: 'verified',
    facts: { imageUser: 0 },
  },
  {
    images: ['docker.io/jlesage/*'],
    source: [
      'jlesage/docker-baseimage@06161a8c6a203afeced4e80286e1e56676f2c961:Dockerfile',
      'jlesage/docker-baseimage@001a331509840d96683280caaef3694cacda4b10:rootfs/init',
      'jlesage/docker-baseimage@283f1fd98e5552c029ec512e492e26d6758dd461:rootfs/etc/cont-init.d/10-init-users.sh',
    ],
    isNew: 'verified',
    facts: { imageUser: 0, root: 'it runs several services, each as its own user', readOnlyRoot: false },
  },
  {
    images: ['docker.io/binhex/*'],
    source: [
      'binhex/arch-base@66473dc06b7b07cc40085a080346f92ba2dd3ea6:Dockerfile',
      'binhex/arch-base@1381ecaaa8b07c1314ed262845e7e081bdebf5d1:build/common/root/init.sh',
    ],
    isNew: 'verified',
    facts: { imageUser: 0, root: 'it runs several services, each as its own user', readOnlyRoot: false },
  },
  {
    images: ['docker.io/linuxserver/*'],
    source: [
      'linuxserver/docker-baseimage-alpine@3d21020c647f7a6f12c492e6d640b82c62882c96:root/etc/s6-overlay/s6-rc.d/init-adduser/run',
    ],
    facts: { readOnlyRoot: false },
  },
  {
    images: ['docker.io/hotio/*'],
    source: ['hotio/base@006298d0294d9271d752ae1bf95a1cb62c937314:root/etc/s6-overlay/s6-rc.d/init-setup/run'],
    facts: { readOnlyRoot: false },
  },
]
