module multiarch-build.lab/runtime

go 1.21
