# casehard as a filter and a container function (KRM): no shell, no network, no home, nothing but its own files.
#   docker build -t casehard .
FROM docker.io/library/node:22-bookworm-slim AS build
WORKDIR /source
COPY . .
RUN npm ci --no-audit --no-fund && npm run executable && node dev/build/rootfs.mjs /rootfs

FROM scratch
COPY --from=build /rootfs /
# A number, because Kubernetes cannot tell with runAsNonRoot whether a name is root.
USER 65532:65532
ENTRYPOINT ["/casehard"]
