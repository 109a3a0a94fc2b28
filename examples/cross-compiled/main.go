// Prints the platform arguments that it was built with, and the platform that it runs on.
package main

import (
	"fmt"
	"runtime"
)

var (
	targetPlatform, targetOS, targetArch, targetVariant string
	buildPlatform, buildOS, buildArch, buildVariant     string
)

func main() {
	fmt.Printf("TARGETPLATFORM=%s\nTARGETOS=%s\nTARGETARCH=%s\nTARGETVARIANT=%s\n", targetPlatform, targetOS, targetArch, targetVariant)
	fmt.Printf("BUILDPLATFORM=%s\nBUILDOS=%s\nBUILDARCH=%s\nBUILDVARIANT=%s\n", buildPlatform, buildOS, buildArch, buildVariant)
	fmt.Printf("running on %s/%s\n", runtime.GOOS, runtime.GOARCH)
}
