"""What the program knows about drugs, laboratory values, codes and conditions: dated, sourced, replaceable."""
