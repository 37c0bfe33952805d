"""The networks that are measured: each module has `create_step(rows, batch)`, which gives one training step."""
