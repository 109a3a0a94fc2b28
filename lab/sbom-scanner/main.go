// sbom-scanner lists the packages of what BuildKit has built, for images of Debian or Alpine: the variables that it reads
// and the files that it writes are those of the image docker/buildkit-syft-scanner, where that one can't be had.
// https://github.com/moby/buildkit/blob/v0.33.1/docs/attestations/sbom-protocol.md
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/anchore/syft/syft/format/spdxjson"
	"github.com/anchore/syft/syft/linux"
	"github.com/anchore/syft/syft/pkg"
	"github.com/anchore/syft/syft/pkg/cataloger/alpine"
	"github.com/anchore/syft/syft/pkg/cataloger/debian"
	"github.com/anchore/syft/syft/sbom"
	"github.com/anchore/syft/syft/source"
	"github.com/anchore/syft/syft/source/directorysource"
)

// A statement without its subject, which BuildKit adds. https://github.com/in-toto/attestation/tree/main/spec/v1
type statement struct {
	Type          string          `json:"_type"`
	PredicateType string          `json:"predicateType"`
	Predicate     json.RawMessage `json:"predicate"`
}

func main() {
	log.SetFlags(0)
	if err := run(context.Background()); err != nil {
		log.Fatalf("sbom-scanner: %v", err)
	}
}

func run(ctx context.Context) error {
	destination, core := os.Getenv("BUILDKIT_SCAN_DESTINATION"), os.Getenv("BUILDKIT_SCAN_SOURCE")
	if destination == "" || core == "" {
		return fmt.Errorf("BUILDKIT_SCAN_DESTINATION and BUILDKIT_SCAN_SOURCE: one of them is not set; BuildKit sets both")
	}
	roots := []string{core}
	if extras := os.Getenv("BUILDKIT_SCAN_SOURCE_EXTRAS"); extras != "" {
		// A folder that is not there holds no more of them.
		more, err := filepath.Glob(filepath.Join(extras, "*"))
		if err != nil {
			return err
		}
		roots = append(roots, more...)
	}
	for _, root := range roots {
		name := filepath.Base(root)
		if err := scan(ctx, root, name, filepath.Join(destination, name+".spdx.json")); err != nil {
			return fmt.Errorf("%s: %w", root, err)
		}
	}
	return nil
}

// scan writes what is installed under a root, as SPDX in a statement.
func scan(ctx context.Context, root, name, file string) error {
	from, err := directorysource.New(directorysource.Config{Path: root, Base: root, Alias: source.Alias{Name: name}})
	if err != nil {
		return err
	}
	defer from.Close()
	resolver, err := from.FileResolver(source.SquashedScope)
	if err != nil {
		return err
	}
	found := sbom.SBOM{
		Artifacts:  sbom.Artifacts{Packages: pkg.NewCollection(), LinuxDistribution: linux.IdentifyRelease(resolver)},
		Source:     from.Describe(),
		Descriptor: sbom.Descriptor{Name: "sbom-scanner", Version: "lab"},
	}
	for _, cataloger := range []pkg.Cataloger{debian.NewDBCataloger(), alpine.NewDBCataloger()} {
		packages, relationships, err := cataloger.Catalog(ctx, resolver)
		if err != nil {
			return fmt.Errorf("%s: %w", cataloger.Name(), err)
		}
		found.Artifacts.Packages.Add(packages...)
		found.Relationships = append(found.Relationships, relationships...)
	}
	encoder, err := spdxjson.NewFormatEncoderWithConfig(spdxjson.DefaultEncoderConfig())
	if err != nil {
		return err
	}
	return write(file, encoder, found)
}

func write(file string, encoder sbom.FormatEncoder, found sbom.SBOM) error {
	var document bytes.Buffer
	if err := encoder.Encode(&document, found); err != nil {
		return err
	}
	text, err := json.Marshal(statement{
		Type:          "https://in-toto.io/Statement/v1",
		PredicateType: "https://spdx.dev/Document",
		Predicate:     document.Bytes(),
	})
	if err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o644)
}
